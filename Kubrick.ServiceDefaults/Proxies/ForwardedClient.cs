using System.Net;

namespace Kubrick.ServiceDefaults.Proxies;

/// <summary>
/// What a request's connection and its <c>X-Forwarded-For</c> say of the client, kept as a feature of the request from before the header is
/// worked off.
/// </summary>
/// <param name="Peer">The address at the other end of the connection: the last proxy, or the client itself.</param>
/// <param name="IsPeerTrusted">Whether <c>Proxies__Trusted</c> names the peer.</param>
/// <param name="HasHeader">Whether the request came with an <c>X-Forwarded-For</c>, from whomever.</param>
/// <param name="First">
/// The first address of the header, which the contract shows as the client's; null where the peer is not trusted or there is no address.
/// A client behind a proxy that appends can write it as it likes: fit to be shown, never to decide by.
/// </param>
public sealed record ForwardedClient(IPAddress? Peer, bool IsPeerTrusted, bool HasHeader, IPAddress? First);
