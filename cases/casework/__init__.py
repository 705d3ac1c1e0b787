"""What a case may become, the papers it needs, and what ties cases together."""
