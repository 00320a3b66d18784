package cn.qinghe.notes

import android.app.Application

class NotesApp : Application()
