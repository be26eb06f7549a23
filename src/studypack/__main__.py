"""`python -m studypack`."""

from studypack.cli import main

raise SystemExit(main())
