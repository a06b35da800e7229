using System.Text.RegularExpressions;

namespace Kubrick.Storage.Keys;

/// <summary>
/// The grammar of every key and prefix: segments of letters, digits, <c>-</c>, <c>_</c> and <c>.</c> that do not start with a dot. No such
/// key leads out of its folder (<c>..</c>, <c>//</c>, NUL, back-slashes, escapes).
/// </summary>
internal static partial class ObjectKey
{
    /// <summary>The maximum length of a key.</summary>
    public const int LongestKey = 512;

    /// <summary>The maximum length of a segment.</summary>
    public const int LongestSegment = 200;

    public static bool IsValid(string? key) =>
        key is { Length: > 0 and <= LongestKey } && Grammar().IsMatch(key) && key.Split('/').All(segment => segment.Length <= LongestSegment);

    /// <exception cref="ArgumentException">The key does not match the grammar.</exception>
    public static string Check(string key) =>
        IsValid(key) ? key : throw new ArgumentException("The key does not match the grammar of keys.", nameof(key));

    /// <exception cref="ArgumentException">The prefix is empty, does not match the grammar, or does not end with a slash.</exception>
    public static string CheckPrefix(string prefix) =>
        prefix.EndsWith('/') && IsValid(prefix[..^1]) ? prefix : throw new ArgumentException("The prefix must be a key followed by a slash.", nameof(prefix));

    // \z, because $ also matches before a final newline.
    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Grammar();
}
