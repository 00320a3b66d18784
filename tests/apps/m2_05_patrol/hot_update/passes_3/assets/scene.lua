print("今天演木偶戏")
