"""Cases in the console: the list, one case, a group of them."""
