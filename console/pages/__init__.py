"""The pages, one file about one of them."""
