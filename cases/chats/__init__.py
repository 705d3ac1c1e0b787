"""The inbox: whose desk a chat waits at, who is here, what colleagues note, say again, hand on and get back."""
