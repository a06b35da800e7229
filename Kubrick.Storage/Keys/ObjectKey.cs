using System.Text.RegularExpressions;

namespace Kubrick.Storage.Keys;

/// <summary>
/// The grammar of every key and prefix: segments of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, none of which begins with a
/// dot, so that no key can leave the folder it is resolved in (<c>..</c>, <c>//</c>, NUL, back-slashes, escapes).
/// </summary>
internal static partial class ObjectKey
{
    /// <summary>The most characters of a key.</summary>
    public const int LongestKey = 512;

    /// <summary>The most characters between two slashes.</summary>
    public const int LongestSegment = 200;

    public static bool IsValid(string? key) =>
        key is { Length: > 0 and <= LongestKey } && Grammar().IsMatch(key) && key.Split('/').All(segment => segment.Length <= LongestSegment);

    /// <exception cref="ArgumentException">The key is outside of the grammar.</exception>
    public static string Check(string key) =>
        IsValid(key) ? key : throw new ArgumentException("The key is outside of the grammar of keys.", nameof(key));

    /// <exception cref="ArgumentException">The prefix is empty, outside of the grammar, or does not end with a slash.</exception>
    public static string CheckPrefix(string prefix) =>
        prefix.EndsWith('/') && IsValid(prefix[..^1]) ? prefix : throw new ArgumentException("The prefix must be a key followed by a slash.", nameof(prefix));

    // \z and not $: the latter also matches before a last newline.
    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Grammar();
}
