package darkroom.web.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether somebody is on this machine. */
public final class Loopback {
    private Loopback() {}

    /** Whether this is an address of the machine itself; a name that means nothing is not. */
    public static boolean is(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
