using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalMultipartWriterTests(LocalProvider provider) : MultipartWriterTests(provider), IClassFixture<LocalProvider>;
