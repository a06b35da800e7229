namespace Kubrick.AppHost.Local;

internal static class HttpHealthCheck
{
    public static async Task RunAsync(HttpMessageInvoker http, Uri address, int statusCode, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await http.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode != statusCode)
        {
            throw new HttpRequestException($"GET {address.AbsolutePath} answered {(int)response.StatusCode}.");
        }
    }
}
