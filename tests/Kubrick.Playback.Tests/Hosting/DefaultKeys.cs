using Kubrick.Storage;
using Kubrick.Storage.Keys;

namespace Kubrick.Playback.Tests.Hosting;

/// <summary>The default keys and names.</summary>
internal static class DefaultKeys
{
    public static StorageKeys Keys { get; } = new(new StorageKeyOptions());

    public static MediaNames Names { get; } = new(new StorageKeyOptions());
}
