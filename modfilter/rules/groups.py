"""Words that name groups of people whom hate is aimed at, and what dehumanises them."""

from __future__ import annotations

from modfilter.rules.word_set import word_set

FAITHS_AND_ORIGINS = word_set("""
muslims jews christians hindus sikhs buddhists catholics protestants mormons atheists
gypsies gypos roma romani travellers arabs africans asians mexicans indians pakistanis bangladeshis
chinese turks kurds poles romanians bulgarians albanians russians ukrainians germans americans
nigerians somalis moroccans algerians syrians afghans iraqis iranians palestinians israelis
vietnamese filipinos koreans japanese latinos hispanics blacks whites browns natives aborigines
gays lesbians homosexuals bisexuals transsexuals transgenders queers trannies
""")
COMERS = word_set("""
immigrants migrants refugees foreigners illegals asylum-seekers newcomers aliens
""")
BODIES = word_set("""
women men females males girls cripples autistics pensioners
""")
GROUPS = FAITHS_AND_ORIGINS | COMERS | BODIES
"""Plurals that name a group by faith, origin, sex, orientation or disability."""

KINDS = word_set("""
muslim jewish christian hindu sikh catholic arab african asian mexican indian pakistani turkish
polish romanian russian chinese black white brown coloured gay lesbian homosexual trans
transgender disabled handicapped autistic deaf blind old elderly fat immigrant migrant foreign
romani gypsy
""")
"""Adjectives that name one before "people"."""

MEMBERS = word_set("people folks folk men women kids children girls boys seekers")

VERMIN = word_set("""
vermin rats cockroaches roaches parasites leeches lice maggots insects pests locusts plague
infestation disease cancer virus animals beasts savages subhuman subhumans sub-human scum filth
trash garbage pigs dogs apes monkeys swine barbarians freaks degenerates abominations mutants
monsters inferior disgusting filthy dirty uncivilised uncivilized brainwashed brainless retarded
eaters scroungers spongers
""")
"""What a group is called to make its members less than people."""

CRIMINALS = word_set("""
criminals rapists thieves terrorists murderers killers crooks liars drunks scroungers perverts
pedophiles paedophiles traitors groomers drug-dealers cheats
""")
"""Crimes that a whole group is charged with."""

DULL = word_set(
    "greedy dishonest untrustworthy stupid dumb idiots morons lazy evil useless worthless"
    " retards imbeciles"
)
"""Insults that are hateful where they are said of a whole group."""

CREEDS = word_set("""
homosexuality transgenderism islam judaism christianity hinduism catholicism
""")
