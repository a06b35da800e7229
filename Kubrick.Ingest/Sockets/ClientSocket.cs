using System.Net.WebSockets;
using Kubrick.Ingest.Memory;

namespace Kubrick.Ingest.Sockets;

/// <summary>A connected client.</summary>
/// <param name="WebSocket">Its socket.</param>
/// <param name="Output">Sends to it.</param>
/// <param name="Activity">For how long it has been silent.</param>
/// <param name="Memory">The memory that its messages use.</param>
internal sealed record ClientSocket(WebSocket WebSocket, SocketWriter Output, SocketActivity Activity, MemoryShare Memory);
