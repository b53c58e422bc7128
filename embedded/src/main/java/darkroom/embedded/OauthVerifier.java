package darkroom.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies requests signed by OAuth 1.0a with HMAC-SHA1 (RFC 5849) for one application and its
 * users.
 *
 * <p>Only the header form is taken. A JSON body is not signed (section 3.4.1.3.1: only form bodies
 * are). Thread-safe.
 */
final class OauthVerifier {
    private static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(5);
    private static final Pattern PARAMETER = Pattern.compile("\\s*([^=\\s]+)=\"([^\"]*)\"\\s*");

    private final Consumer consumer;
    private final InstantSource clock;
    private final Map<String, XUser> usersByToken = new HashMap<>();

    /**
     * Used nonces with their time, in order; those older than the skew are forgotten, as their
     * requests are refused.
     */
    private final LinkedHashMap<String, Instant> nonces = new LinkedHashMap<>();

    OauthVerifier(Consumer consumer, InstantSource clock) {
        this.consumer = consumer;
        this.clock = clock;
    }

    synchronized void add(XUser user) {
        usersByToken.put(user.accessToken(), user);
    }

    /**
     * Whose request this is.
     *
     * @param url as the client meant it, with scheme, host, port and query
     * @param authorization the header's value
     * @return empty when the request must be refused with 401
     */
    synchronized Optional<XUser> verify(String method, URI url, String authorization) {
        Map<String, String> parameters = parse(authorization);
        XUser user = usersByToken.get(parameters.getOrDefault("oauth_token", ""));
        if (user == null
                || !consumer.key().equals(parameters.get("oauth_consumer_key"))
                || !"HMAC-SHA1".equals(parameters.get("oauth_signature_method"))
                || !"1.0".equals(parameters.getOrDefault("oauth_version", "1.0"))
                || !hasRightSignature(method, url, parameters, user)
                || !isFresh(parameters)) {
            return Optional.empty();
        }
        return Optional.of(user);
    }

    private boolean hasRightSignature(
            String method, URI url, Map<String, String> parameters, XUser user) {
        byte[] expected = sign(baseString(method, url, parameters), user.accessSecret());
        byte[] found;
        try {
            found = Base64.getDecoder().decode(parameters.getOrDefault("oauth_signature", ""));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(expected, found);
    }

    /** Section 3.3. Called last: a forged request must not use up a nonce. */
    private boolean isFresh(Map<String, String> parameters) {
        String nonce = parameters.getOrDefault("oauth_nonce", "");
        String seconds = parameters.getOrDefault("oauth_timestamp", "");
        if (nonce.isEmpty() || !seconds.matches("[0-9]{1,12}")) {
            return false;
        }
        Instant now = clock.instant();
        Instant sent = Instant.ofEpochSecond(Long.parseLong(seconds));
        if (Duration.between(sent, now).abs().compareTo(CLOCK_SKEW_MAX) > 0) {
            return false;
        }
        // Twice the skew: a request may be dated that far ahead.
        Instant horizon = now.minus(CLOCK_SKEW_MAX.multipliedBy(2));
        nonces.values().removeIf(used -> used.isBefore(horizon));
        return nonces.putIfAbsent(seconds + " " + parameters.get("oauth_token") + " " + nonce, now)
                == null;
    }

    private byte[] sign(String baseString, String tokenSecret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            String key = encode(consumer.secret()) + "&" + encode(tokenSecret);
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA1"));
            return mac.doFinal(baseString.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1 (JCA standard names)", e);
        }
    }

    /**
     * Section 3.4.1: method, address without query, and all parameters sorted, each part
     * percent-encoded.
     */
    private static String baseString(String method, URI url, Map<String, String> oauth) {
        List<String> pairs = new ArrayList<>();
        oauth.forEach(
                (name, value) -> {
                    if (!name.equals("oauth_signature") && !name.equals("realm")) {
                        pairs.add(encode(name) + "=" + encode(value));
                    }
                });
        String query = url.getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                pairs.add(
                        encode(decode(parts[0]))
                                + "="
                                + encode(parts.length == 2 ? decode(parts[1]) : ""));
            }
        }
        // '=' sorts after '%' and the digits but before the letters, so whole pairs cannot be
        // compared.
        Collections.sort(pairs, (a, b) -> a.replace("=", "\0").compareTo(b.replace("=", "\0")));
        String address = url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
        return method + "&" + encode(address) + "&" + encode(String.join("&", pairs));
    }

    private static Map<String, String> parse(String authorization) {
        Map<String, String> parameters = new HashMap<>();
        if (!authorization.startsWith("OAuth ")) {
            return parameters;
        }
        for (String part : authorization.substring("OAuth ".length()).split(",", -1)) {
            Matcher matcher = PARAMETER.matcher(part);
            if (!matcher.matches()
                    || parameters.put(decode(matcher.group(1)), decode(matcher.group(2))) != null) {
                return Map.of();
            }
        }
        return parameters;
    }

    /** Section 3.6: all but letters, digits, {@code - . _ ~} is encoded, in capital hexadecimal. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(UTF_8)) {
            char c = (char) (octet & 0xff);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        return encoded.toString();
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            // Not percent-encoded: taken as it is, and the signature will not fit.
            return text;
        }
    }

    /** The application's credentials. */
    record Consumer(String key, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Consumer[" + key + "]";
        }
    }
}
