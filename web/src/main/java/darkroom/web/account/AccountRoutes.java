package darkroom.web.account;

import darkroom.jobs.crosspost.XAccount;
import darkroom.jobs.crosspost.XAccounts;
import darkroom.jobs.push.Devices;
import darkroom.web.http.Access;
import darkroom.web.http.Api;
import darkroom.web.http.Caller;
import darkroom.web.http.Json;
import darkroom.web.http.Problem;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** The caller's phones, and their account at Twitter. */
public final class AccountRoutes {
    private static final Pattern SECRET = Pattern.compile("[!-~]{1,200}");

    private final Devices devices;
    private final XAccounts xAccounts;

    /** Registers and links. */
    public AccountRoutes(Devices devices, XAccounts xAccounts) {
        this.devices = devices;
        this.xAccounts = xAccounts;
    }

    /** Adds them. */
    public void register(Api api) {
        api.put("/api/devices/{token}", Access.SESSION, this::device)
                .put("/api/accounts/twitter", Access.SESSION, this::link);
    }

    /**
     * What is sent to link an account.
     *
     * @param token never shown
     * @param secret never shown
     */
    record Link(String userId, String token, String secret) {
        @Override
        public String toString() {
            return "Link[" + userId + "]";
        }
    }

    private void device(Context context) {
        String token = context.pathParam("token");
        if (!Devices.isToken(token)) {
            throw Problem.of(
                            400,
                            "wrong-device-token",
                            "cannot register the device: expected a token of 64 to 200 hexadecimal"
                                    + " digits")
                    .exception();
        }
        devices.register(Caller.id(context), token);
        context.status(204);
    }

    private void link(Context context) {
        Link sent = Json.read(context, Link.class);
        xAccounts.link(Caller.id(context), account(sent));
        context.status(204);
    }

    private static XAccount account(Link sent) {
        if (!SECRET.matcher(sent.token()).matches() || !SECRET.matcher(sent.secret()).matches()) {
            throw Problem.of(
                            400,
                            "refused-account",
                            "cannot link the account: expected token and secret of 1 to 200"
                                    + " printable characters without blanks")
                    .exception();
        }
        try {
            return new XAccount(sent.userId(), sent.token(), sent.secret());
        } catch (IllegalArgumentException e) {
            // Its message quotes no secret.
            throw Problem.of(400, "refused-account", e).exception();
        }
    }
}
