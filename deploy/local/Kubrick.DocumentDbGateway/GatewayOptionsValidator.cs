using Microsoft.Extensions.Options;

namespace Kubrick.DocumentDbGateway;

/// <summary>Validates the options at the start; the body is generated from their attributes.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
