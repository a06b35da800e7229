namespace Kubrick.Storage.Keys;

/// <summary>What a pattern makes.</summary>
internal enum KeyShape
{
    /// <summary>The key of one object.</summary>
    Key,

    /// <summary>The beginning of the keys of one recording's objects, with the slash.</summary>
    Prefix,

    /// <summary>The name of an object behind a prefix.</summary>
    Name,
}
