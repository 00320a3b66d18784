package cn.qinghe.club;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;

/** The members of the club, for its own screens. */
public final class MembersProvider extends ContentProvider {
    @Override
    public boolean onCreate() {
        return true;
    }

    @Override
    public Cursor query(Uri uri, String[] columns, String where, String[] values, String order) {
        if (!getContext().getPackageName().equals(getCallingPackage())) {
            return null;
        }
        MatrixCursor rows = new MatrixCursor(new String[] {"name", "phone"});
        rows.addRow(new Object[] {"王青", "13800000000"});
        return rows;
    }

    @Override
    public String getType(Uri uri) {
        return "vnd.android.cursor.dir/vnd.qinghe.member";
    }

    @Override
    public Uri insert(Uri uri, ContentValues values) {
        return null;
    }

    @Override
    public int delete(Uri uri, String where, String[] values) {
        return 0;
    }

    @Override
    public int update(Uri uri, ContentValues values, String where, String[] wheres) {
        return 0;
    }
}
