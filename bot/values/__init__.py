"""Several values of one asked thing, as rows of a table.

wanted   question -> attribute, subject, measure and time of the one figure that it asks for
claims   a paragraph -> its figures that surely are that one
table    hits -> rows in order of time, or none
"""

from bot.values.claims import Row
from bot.values.table import disagree, find

__all__ = ["Row", "disagree", "find"]
