"""The phases of the yearly cycle, one module each, in the decision's order.

Each module: docstring with the section of Decision 1576/QĐ-UBND (18 July 2022), states, sheets,
guards, TRANSITIONS. A phase may import earlier phases, never later ones.
"""
