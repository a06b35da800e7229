using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalMultipartUploadTests(LocalProvider provider) : MultipartUploadTests(provider), IClassFixture<LocalProvider>;
