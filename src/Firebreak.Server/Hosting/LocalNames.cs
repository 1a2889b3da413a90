using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Firebreak.Server.Hosting;

/// <summary>What a development certificate is for: this machine's host names, each with the names one level under it, and addresses.</summary>
internal sealed record LocalNames(ImmutableArray<string> Hosts, ImmutableArray<IPAddress> Addresses)
{
    private const string NameConstraints = "2.5.29.30"; // RFC 5280, 4.2.1.10

    public static LocalNames Of(IEnumerable<string> hostNames)
    {
        var all = hostNames.Select(name => name.ToLowerInvariant()).ToList();
        return new(
            [.. all.Where(name => !IPAddress.TryParse(name, out _)).Prepend("localhost").Distinct(StringComparer.Ordinal)],
            [.. all.Where(name => IPAddress.TryParse(name, out _)).Select(IPAddress.Parse).Prepend(IPAddress.IPv6Loopback).Prepend(IPAddress.Loopback).Distinct()]);
    }

    public X509Extension ToAlternativeNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in Hosts)
        {
            names.AddDnsName(host);
            names.AddDnsName($"*.{host}");
        }

        foreach (var address in Addresses) names.AddIpAddress(address);
        return names.Build();
    }

    /// <summary>For a root: under it these names, all names under them, and these addresses hold, and no others.</summary>
    public X509Extension ToConstraints()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) // permittedSubtrees
        {
            foreach (var host in Hosts)
            {
                using (writer.PushSequence()) writer.WriteCharacterString(UniversalTagNumber.IA5String, host, new Asn1Tag(TagClass.ContextSpecific, 2));
            }

            foreach (var address in Addresses.Select(address => address.GetAddressBytes()))
            {
                var mask = Enumerable.Repeat((byte)0xff, address.Length);
                using (writer.PushSequence()) writer.WriteOctetString([.. address, .. mask], new Asn1Tag(TagClass.ContextSpecific, 7));
            }
        }

        return new X509Extension(NameConstraints, writer.Encode(), critical: true);
    }

    public bool AreIn(X509Certificate2 leaf) =>
        Hosts.All(host => leaf.MatchesHostname(host, allowCommonName: false) && leaf.MatchesHostname($"x.{host}", allowCommonName: false))
        && Addresses.All(address => leaf.MatchesHostname(address.ToString(), allowCommonName: false));
}
