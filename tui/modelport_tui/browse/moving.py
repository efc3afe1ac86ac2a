"""Keys that move the cursor of a table as in vi and k9s, beside the arrows."""

from textual.binding import Binding, BindingType

MOVES: list[BindingType] = [
    Binding("j", "cursor_down", "down", show=False),
    Binding("k", "cursor_up", "up", show=False),
    Binding("g", "scroll_top", "first", show=False),
    Binding("G", "scroll_bottom", "last", show=False),
]
HELP = "j and k move down and up, g and G to the first and to the last row."
