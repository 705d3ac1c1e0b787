"""Reading a message: patterns, what the model says, values beside the answer, and the reader of a waiting form."""
