using Firebreak.Bench;

var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-bench-").FullName;
try
{
    switch (args)
    {
        case ["placing", var events, var orgs]:
            await Placing.Run(folder, int.Parse(events), int.Parse(orgs));
            return 0;
        case ["load", var server, var users, var reads]:
            await Load.Run(folder, server, int.Parse(users), int.Parse(reads));
            return 0;
        case ["bare", var file, var port]:
            await Peers.Serve(file, int.Parse(port));
            return 0;
        default:
            Console.Error.WriteLine("firebreak-bench placing EVENTS ORGS | load SERVER USERS READS");
            return 2;
    }
}
finally
{
    System.IO.Directory.Delete(folder, recursive: true);
}
