using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Kubrick.Storage.Gcp;

/// <summary>
/// The protocol of resumable uploads. The session's URI is the only credential and a secret, so requests to it are neither logged nor traced.
/// </summary>
internal sealed class GcpSessions : IDisposable
{
    private const int ClientClosedRequest = 499;
    private const int Attempts = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>For one chunk of at most 64 MiB.</summary>
    private static readonly TimeSpan ChunkTimeout = TimeSpan.FromMinutes(1);

    private readonly GcpRetry retry;
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        // 308 is an answer here, not a redirect.
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        UseCookies = false,

        // Without it, the runtime starts no span, which would contain the URI.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    public GcpSessions(GcpRetry retry) => this.retry = retry;

    /// <summary>Asks what is stored.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public Task<SessionState> FindAsync(Uri session, CancellationToken cancellationToken) =>
        retry.RunAsync(cancel => PutAsync(session, "bytes */*", ReadOnlyMemory<byte>.Empty, cancel), Timeout, cancellationToken);

    /// <summary>Ends an upload of unknown size, all of whose bytes are stored.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public Task<SessionState> FinishAsync(Uri session, long total, CancellationToken cancellationToken) =>
        retry.RunAsync(cancel => PutAsync(session, Invariant($"bytes */{total}"), ReadOnlyMemory<byte>.Empty, cancel), Timeout, cancellationToken);

    /// <summary>
    /// Sends a chunk until all of it is stored: after a failure, or if less was stored than was sent, only the rest is sent again.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The chunk's position in the object.</param>
    /// <param name="content">The bytes, a multiple of 256 KiB unless the chunk is the last.</param>
    /// <param name="isLast">Whether the object ends with this chunk.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StorageException">
    /// With <see cref="StorageError.PartMismatch"/>: bytes before the chunk are missing; else the storage refused or could not be reached.
    /// </exception>
    public async Task<SessionState> SendAsync(Uri session, long offset, ReadOnlyMemory<byte> content, bool isLast, CancellationToken cancellationToken)
    {
        var end = offset + content.Length;
        var position = offset;
        for (var failures = 0; ;)
        {
            SessionState state;
            try
            {
                state = await SendRestAsync(session, position, end, content[(int)(position - offset)..], isLast, cancellationToken);
            }
            catch (StorageException) when (++failures < Attempts)
            {
                await retry.WaitAsync(failures, cancellationToken);
                state = await FindAsync(session, cancellationToken);
            }

            if (state is not SessionState.Open { Received: var received } || (!isLast && received >= end))
            {
                return state;
            }

            if (received < offset)
            {
                throw new StorageException(StorageError.PartMismatch, "Bytes before this part are missing: parts are sent in order.");
            }

            if (received <= position && ++failures >= Attempts)
            {
                throw new StorageException(StorageError.Unavailable, "The storage takes no bytes of the upload.");
            }

            position = Math.Min(received, end);
        }
    }

    /// <summary>Cancels an upload. A session that is gone, or complete, counts as cancelled.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public Task CancelAsync(Uri session, CancellationToken cancellationToken) => retry.RunAsync(
        async cancel =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, session);
            using var response = await http.SendAsync(request, cancel);
            if (response.IsSuccessStatusCode || IsGone(response.StatusCode))
            {
                return true;
            }

            var failure = GcpFailure.Wrap(await GcpFailure.ReadAsync(response, cancel));
            return failure.Error != StorageError.Unavailable && await PutAsync(session, "bytes */*", ReadOnlyMemory<byte>.Empty, cancel) is not SessionState.Open
                ? true
                : throw failure;
        },
        Timeout,
        cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<SessionState> SendRestAsync(
        Uri session, long position, long end, ReadOnlyMemory<byte> rest, bool isLast, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ChunkTimeout);
        var total = isLast ? end.ToString(CultureInfo.InvariantCulture) : "*";
        var range = rest.IsEmpty ? $"bytes */{total}" : Invariant($"bytes {position}-{end - 1}/{total}");
        try
        {
            return await PutAsync(session, range, rest, deadline.Token);
        }
        catch (Exception exception) when (GcpFailure.IsProviders(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw GcpFailure.Wrap(exception);
        }
    }

    /// <summary>Makes one request.</summary>
    private async Task<SessionState> PutAsync(Uri session, string contentRange, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, session) { Content = new ReadOnlyMemoryContent(content) };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", contentRange);
        using var response = await http.SendAsync(request, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.PermanentRedirect => new SessionState.Open(ReceivedIn(response.Headers)),
            HttpStatusCode.OK or HttpStatusCode.Created => new SessionState.Complete(SizeIn(await response.Content.ReadAsStringAsync(cancellationToken))),
            _ when IsGone(response.StatusCode) => new SessionState.Gone(),
            _ => throw GcpFailure.Wrap(await GcpFailure.ReadAsync(response, cancellationToken)),
        };
    }

    private static bool IsGone(HttpStatusCode status) => status is HttpStatusCode.NotFound or HttpStatusCode.Gone || (int)status == ClientClosedRequest;

    /// <summary>Reads <c>Range: bytes=0-N</c>; without it nothing is stored.</summary>
    private static long ReceivedIn(HttpResponseHeaders headers) =>
        headers.TryGetValues("Range", out var values) && RangeHeaderValue.TryParse(values.First(), out var range) && range.Ranges.First().To is { } last ? last + 1 : 0;

    private static long? SizeIn(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return long.TryParse(document.RootElement.GetProperty("size").GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
