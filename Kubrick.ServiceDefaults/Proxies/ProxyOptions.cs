using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kubrick.ServiceDefaults.Proxies;

/// <summary>The proxies whose <c>X-Forwarded-*</c> headers are trusted (section <c>Proxies</c>).</summary>
public sealed class ProxyOptions : IValidatableObject
{
    /// <summary>Networks in CIDR notation, or single addresses. By default loopback for services, and none for the gateway.</summary>
    public IReadOnlyList<string> Trusted { get; set; } = [];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from text in Trusted
        where Parse(text) is null
        select new ValidationResult($"Proxies__Trusted contains '{text}', which is neither an address nor a network such as 10.0.0.0/8.");

    internal static IPNetwork? Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network) ? network : null;
    }
}
