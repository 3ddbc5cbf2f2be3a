using System.Globalization;
using System.Net;

namespace DeepMetric.Datasets;

/// <summary>Sends a request and follows redirections itself: a bounded number, none in a circle, and none from https to http.</summary>
internal sealed class RedirectingRequest
{
    private readonly HttpClient _client;
    private readonly int _maxRedirects;

    public RedirectingRequest(HttpClient client, int maxRedirects)
    {
        _client = client;
        _maxRedirects = maxRedirects;
    }

    /// <summary>Sends it until something else than a redirection comes back.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="create">Makes the request to an address.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The response, or why there is none.</returns>
    public async Task<(HttpResponseMessage? Response, string? Refusal)> SendAsync(Uri address, Func<Uri, HttpRequestMessage> create, CancellationToken cancellation)
    {
        var visited = new HashSet<Uri> { address };
        while (true)
        {
            using HttpRequestMessage request = create(address);
            HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.RequestMessage?.RequestUri is Uri reached && reached != address)
            {
                response.Dispose();
                throw new InvalidOperationException($"Expected an HttpClient that does not follow redirections itself, found one that went from {address} to {reached}.");
            }

            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect or HttpStatusCode.MultipleChoices))
            {
                return (response, null);
            }

            Uri? location = response.Headers.Location;
            response.Dispose();
            if (Refuse(address, location, visited, out Uri? next) is string refusal)
            {
                return (null, refusal);
            }

            address = next!;
        }
    }

    private string? Refuse(Uri from, Uri? location, HashSet<Uri> visited, out Uri? next)
    {
        next = null;
        if (location is null || !Uri.TryCreate(from, location, out next))
        {
            return $"expected an address to be redirected to from {from}, found none.";
        }

        next = new UriBuilder(next) { Fragment = "" }.Uri;
        if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || from.Scheme == Uri.UriSchemeHttps))
        {
            return $"expected a redirection to {(from.Scheme == Uri.UriSchemeHttps ? "https" : "http or https")}, found one to {next}.";
        }

        return !visited.Add(next) ? $"expected redirections that end, found a circle through {next}."
            : visited.Count - 1 > _maxRedirects ? string.Create(CultureInfo.InvariantCulture, $"expected at most {_maxRedirects} redirections, found more.")
            : null;
    }
}
