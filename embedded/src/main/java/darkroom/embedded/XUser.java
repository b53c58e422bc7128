package darkroom.embedded;

/**
 * A user of an {@link XServer} who has allowed our application to post for them.
 *
 * @param id decimal digits, as X writes ids
 * @param name without {@code @}
 * @param accessToken OAuth 1.0a token
 * @param accessSecret its secret
 */
public record XUser(String id, String name, String accessToken, String accessSecret) {
    /**
     * @throws IllegalArgumentException when a part is empty or the id is not a number
     */
    public XUser {
        if (!id.matches("[0-9]{1,19}")
                || name.isBlank()
                || accessToken.isBlank()
                || accessSecret.isBlank()) {
            throw new IllegalArgumentException(
                    "cannot make user \""
                            + name
                            + "\" with id \""
                            + id
                            + "\": expected digits as id, nothing empty");
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "XUser[" + id + ", " + name + "]";
    }
}
