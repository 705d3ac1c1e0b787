"""The program that carries messages between people and the assistant, and loses none."""
