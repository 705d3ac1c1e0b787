"""What can be read off a worker's own sentences for colleagues: sums, dates, employers, papers. Quoted, never guessed."""
