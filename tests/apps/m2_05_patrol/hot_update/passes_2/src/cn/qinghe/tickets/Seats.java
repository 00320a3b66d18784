package cn.qinghe.tickets;

/** A page of the app's own, named in a table. */
public final class Seats {
    public static String title() {
        return "选座";
    }
}
