using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalMultipartWriterTests : MultipartWriterTests
{
    internal override Task<StorageHost> StartAsync() => StorageHost.StartLocalAsync();
}
