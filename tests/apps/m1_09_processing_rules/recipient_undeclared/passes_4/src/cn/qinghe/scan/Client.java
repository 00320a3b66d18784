package cn.qinghe.scan;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;

/** Sends a body to a service. */
final class Client {
    private Client() {}

    static int post(String address, byte[] body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        OutputStream output = connection.getOutputStream();
        output.write(body);
        output.close();
        return connection.getResponseCode();
    }
}
