using Kubrick.Storage;
using Kubrick.Storage.Keys;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>Keys and names as they are where nobody set others.</summary>
internal static class DefaultKeys
{
    public static StorageKeys Keys { get; } = new(new StorageKeyOptions());

    public static MediaNames Names { get; } = new(new StorageKeyOptions());
}
