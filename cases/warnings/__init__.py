"""Early warning (苗头): several people with one kind of trouble at one employer, seen early and told to the county desk.

`employers` gives an employer one spelling, `fields` reads it and the topic off a case, `watch` looks for rising counts,
`handling` is what the county desk does about one, `sameness` suggests and joins spellings, `promise` counts
早发现、早报告、早介入. What counts as rising is data: `rules.yml`, words of names: `names.yml`.
"""
