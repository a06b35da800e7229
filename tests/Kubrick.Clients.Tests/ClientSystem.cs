using Kubrick.Clients.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Two concurrent recordings would drop frames on a machine with few cores.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(ClientSystem))]

namespace Kubrick.Clients.Tests;

/// <summary>
/// A system behind a proxy, which it trusts. The front ends stop their recorder after they sent <c>stop</c>; on a busy machine its last chunk may follow later than the
/// server waits by default.
/// </summary>
public sealed class ClientSystem() : KubrickSystem("--Storage:Provider=local", "--Proxies:Trusted:0=127.0.0.1", "--Ingest:LastChunkWindow=00:00:05");
