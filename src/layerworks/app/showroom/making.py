"""Making one exhibit, as a process of its own: `python -m layerworks.app.showroom.making FOLDER PIECE`."""

import sys
from pathlib import Path

from layerworks.app.showroom.pieces import piece
from layerworks.app.showroom.shelf import make_exhibit

if __name__ == "__main__":
    make_exhibit(Path(sys.argv[1]), piece(sys.argv[2]))
