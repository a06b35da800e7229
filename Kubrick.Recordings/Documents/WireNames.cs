using System.Collections.Frozen;

namespace Kubrick.Recordings.Documents;

/// <summary>The names under which the values of an enumeration are stored and sent: the C# names in lower case.</summary>
internal static class WireNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => value.ToString().ToLowerInvariant());

    private static readonly FrozenDictionary<string, T> ByName = ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Every name, for error sentences.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<T>().Select(Of));

    /// <summary>The name of a value.</summary>
    public static string Of(T value) => ByValue[value];

    /// <summary>The value of a name; null where there is none. Case-sensitive.</summary>
    public static T? Find(string name) => ByName.TryGetValue(name, out var value) ? value : null;
}
