"""What the assistant knows: policy cards, dated facts, programs, stations, and the search over the cards."""
