using System.Net;

namespace Kubrick.ServiceDefaults.Proxies;

/// <summary>
/// The client according to the request's connection and its <c>X-Forwarded-For</c>, recorded as a feature of the request before the header is processed.
/// </summary>
/// <param name="Peer">The peer of the connection: the last proxy, or the client.</param>
/// <param name="IsPeerTrusted">Whether <c>Proxies__Trusted</c> contains the peer.</param>
/// <param name="HasHeader">Whether the request has an <c>X-Forwarded-For</c>, trusted or not.</param>
/// <param name="First">
/// The first address of the header, which is displayed as the client's; null when the peer is not trusted or there is no address.
/// Behind a proxy that appends, the client can forge it: use it for display, never for decisions.
/// </param>
public sealed record ForwardedClient(IPAddress? Peer, bool IsPeerTrusted, bool HasHeader, IPAddress? First);
