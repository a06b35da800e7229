namespace Kubrick.ServiceDefaults.Proxies;

/// <summary>Origins of pages: scheme, host and port.</summary>
public static class Origins
{
    /// <summary>Whether a text names an origin, in any notation; false when it is not an origin.</summary>
    public static bool AreSame(string? origin, Uri other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            && Uri.Compare(uri, other, UriComponents.SchemeAndServer | UriComponents.StrongPort, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }

    /// <summary>The same host over TLS.</summary>
    internal static Uri Secure(Uri origin) => new UriBuilder(origin) { Scheme = Uri.UriSchemeHttps, Port = origin.IsDefaultPort ? -1 : origin.Port }.Uri;
}
