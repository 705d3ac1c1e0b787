"""What staff of the federation see and do, in a browser."""
