namespace Kubrick.Storage.Keys;

/// <summary>What a key or a name is made of, beside fixed text.</summary>
internal enum KeyPlaceholder
{
    /// <summary><c>{id}</c>: the recording.</summary>
    Id,

    /// <summary><c>{yyyy}</c>: the recording's year, in UTC.</summary>
    Year,

    /// <summary><c>{MM}</c>: its month.</summary>
    Month,

    /// <summary><c>{dd}</c>: its day.</summary>
    Day,

    /// <summary><c>{sequence}</c>: the day's running number.</summary>
    Sequence,

    /// <summary><c>{extension}</c>: <c>webm</c> or <c>mp4</c>.</summary>
    Extension,

    /// <summary><c>{epoch}</c>: the epoch of an initialisation section.</summary>
    Epoch,

    /// <summary><c>{number}</c>: a segment's media sequence number.</summary>
    Number,

    /// <summary><c>{part}</c>: a part's number in its segment.</summary>
    Part,
}
