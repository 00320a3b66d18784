"""Tools of the repository: building, fetching and measuring; nothing here ships."""
