namespace Firebreak.Cli.Demo;

/// <summary>What differs from line to line. The text of a place's City and State carries its own quotes, since it may be null.</summary>
internal enum Hole
{
    Published, Uuid, Request, Session, Case, Note,
    Org, OrgName, OrgDomain,
    ActorId, ActorLogin, ActorName, Affiliation,
    TargetId, TargetLogin, TargetName,
    NamedId, NamedLogin,
    AppId, AppName, GroupId, GroupName, RuleId, FactorId, FactorName,
    Agent, System, Browser, Device, DeviceHash, Fingerprint,
    Ip, City, State, Country, Postal, Latitude, Longitude, AsNumber, AsOrg, Isp, Domain,
    NewIp, NewDevice, Risk,
}
