using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A place where a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private int[]? _allocated;

    /// <summary>Describes an endpoint.</summary>
    /// <param name="protocol">TCP; UDP is not supported here.</param>
    /// <param name="uriScheme">The scheme, <c>tcp</c> unless given.</param>
    /// <param name="transport">The transport, by default <c>http</c> for HTTP schemes and the protocol's name otherwise.</param>
    /// <param name="name">The name; the scheme unless given.</param>
    /// <param name="port">The port that clients use; any free one unless given.</param>
    /// <param name="targetPort">The port the process listens on; there is no proxy here, so it is used only where <paramref name="port"/> is absent.</param>
    /// <param name="isExternal">Whether it is meant for users outside of the application.</param>
    /// <param name="isProxied">Kept for the model's sake; nothing is proxied here.</param>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool isProxied = true)
    {
        if (protocol != ProtocolType.Tcp)
        {
            throw new NotSupportedException($"Protocol {protocol} is not supported by the local runner: endpoints are TCP.");
        }

        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        Port = Checked(port, nameof(port));
        TargetPort = Checked(targetPort, nameof(targetPort));
        IsExternal = isExternal ?? false;
        IsProxied = isProxied;
    }

    /// <summary>The protocol.</summary>
    public ProtocolType Protocol { get; }

    /// <summary>The scheme of the endpoint's URL.</summary>
    public string UriScheme { get; set; }

    /// <summary>The transport.</summary>
    public string Transport { get; set; }

    /// <summary>The name, unique within the resource.</summary>
    public string Name { get; set; }

    /// <summary>The port that clients use; null for any free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port the process was asked to listen on.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Whether it is meant for users outside of the application.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Kept for the model's sake; nothing is proxied here.</summary>
    public bool IsProxied { get; set; }

    /// <summary>The environment variable that carries the port to the process.</summary>
    internal string? PortVariable { get; init; }

    internal bool IsAllocated => _allocated is not null;

    internal int? FixedPort => Port ?? TargetPort;

    /// <summary>The port of each replica.</summary>
    internal IReadOnlyList<int> AllocatedPorts =>
        _allocated ?? throw new InvalidOperationException($"The endpoint '{Name}' is not allocated: ports are known once the application starts.");

    internal void Allocate(int[] ports) => _allocated = ports;

    private static int? Checked(int? port, string parameter) =>
        port is null or (>= 1 and <= 65535) ? port : throw new ArgumentOutOfRangeException(parameter, port, "A port is between 1 and 65535.");
}
