"""What the stock bot's action server does: read the fields, answer a question, book. Runs in build/stock-venv (rasa-sdk)."""
