using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Types;

namespace SegmentOperator.Policy.Tests.Inspection;

public sealed class InventoryTests
{
    [Fact]
    public void The_table_knows_more_than_200_types() => Assert.InRange(MetadataTypes.Count, 200, 400);

    [Fact]
    public void A_whole_package_is_listed_by_type_and_name()
    {
        var report = Inspecting.Report(PackageBytes.Folder(Path.Combine(AppContext.BaseDirectory, "Packages", "revenue")));
        Assert.Equal(PackageForm.SalesforceMetadata, report.Form);
        Assert.Equal("62.0", report.ApiVersion);
        Assert.Empty(report.Disagreements);
        var components = Inspecting.Components(report);
        Assert.Contains("ApexClass:InvoiceTotals", components);
        Assert.Contains("CustomField:Invoice__c.Amount__c", components);
        Assert.Contains("Layout:Invoice__c-Invoice Layout", components);
        Assert.Contains("PermissionSet:Revenue_Operations", components);
        Assert.DoesNotContain(report.Components, component => !component.IsKnown);
        Assert.DoesNotContain(report.Findings, finding => finding.Severity >= Severity.High);
    }

    [Theory]
    [InlineData("classes/A.cls", "ApexClass:A")]
    [InlineData("classes/A.cls-meta.xml", "ApexClass:A")]
    [InlineData("objects/Account.object", "CustomObject:Account")]
    [InlineData("layouts/Account-Account %28Marketing%29 Layout.layout", "Layout:Account-Account (Marketing) Layout")]
    [InlineData("reports/Sales/Q1.report", "Report:Sales/Q1")]
    [InlineData("reports/Sales/Deep/Q1.report", "Report:Sales/Deep/Q1")]
    [InlineData("reports/Sales-meta.xml", "ReportFolder:Sales")]
    [InlineData("documents/Logos/a.png", "Document:Logos/a.png")]
    [InlineData("documents/Logos/a.png-meta.xml", "Document:Logos/a.png")]
    [InlineData("email/Team/Hello.email", "EmailTemplate:Team/Hello")]
    [InlineData("lwc/tile/tile.js", "LightningComponentBundle:tile")]
    [InlineData("aura/Box/Box.cmp", "AuraDefinitionBundle:Box")]
    [InlineData("experiences/Portal.site-meta.xml", "ExperienceBundle:Portal")]
    [InlineData("experiences/Portal/config/portal.json", "ExperienceBundle:Portal")]
    [InlineData("digitalExperiences/site/Portal/a/b.json", "DigitalExperienceBundle:site/Portal")]
    [InlineData("customMetadata/Rate.DE.md", "CustomMetadata:Rate.DE")]
    [InlineData("settings/Security.settings", "Settings:Security")]
    [InlineData("staticresources/Lib.resource", "StaticResource:Lib")]
    [InlineData("territory2Models/World/territories/North.territory2", "Territory2:World.North")]
    [InlineData("territory2Models/World/World.territory2Model", "Territory2Model:World")]
    [InlineData("transactionSecurityPolicies/Export.transactionSecurityPolicy", "TransactionSecurityPolicy:Export")]
    [InlineData("classes/A.CLS", "Unknown:classes/A.CLS")]
    [InlineData("Classes/A.cls", "Unknown:Classes/A.cls")]
    [InlineData("classes/deeper/A.cls", "Unknown:classes/deeper/A.cls")]
    [InlineData("nothing/x.y", "Unknown:nothing/x.y")]
    [InlineData("run.sh", "Unknown:run.sh")]
    public void A_file_of_a_package_belongs_to_its_component(string path, string component) =>
        Assert.Equal(component, MetadataPath.InPackage(path).Key.ToString());

    [Theory]
    [InlineData("force-app/main/default/classes/util/A.cls", "ApexClass:A", null)]
    [InlineData("force-app/main/default/objects/Account/Account.object-meta.xml", "CustomObject:Account", null)]
    [InlineData("force-app/main/default/objects/Account/fields/X__c.field-meta.xml", "CustomObject:Account", "CustomField")]
    [InlineData("force-app/main/default/objects/Account/validationRules/V.validationRule-meta.xml", "CustomObject:Account", "ValidationRule")]
    [InlineData("force-app/main/default/permissionsets/Ops/Ops.permissionset-meta.xml", "PermissionSet:Ops", null)]
    [InlineData("force-app/main/default/permissionsets/Ops/objectSettings/Account.objectSettings-meta.xml", "PermissionSet:Ops", null)]
    [InlineData("force-app/main/default/permissionsets/Ops.permissionset-meta.xml", "PermissionSet:Ops", null)]
    [InlineData("force-app/main/default/staticresources/Lib/a/b.js", "StaticResource:Lib", null)]
    [InlineData("force-app/main/default/staticresources/Lib.resource-meta.xml", "StaticResource:Lib", null)]
    [InlineData("force-app/main/default/documents/Logos/a.document-meta.xml", "Document:Logos/a", null)]
    [InlineData("force-app/main/default/reports/Sales.reportFolder-meta.xml", "ReportFolder:Sales", null)]
    [InlineData("scripts/build.sh", "Unknown:scripts/build.sh", null)]
    public void A_file_of_a_project_belongs_to_its_component(string path, string component, string? part)
    {
        var match = MetadataPath.InProject(path);
        Assert.Equal(component, match.Key.ToString());
        Assert.Equal(part, match.Child?.Name);
    }

    [Fact]
    public void A_project_and_a_package_of_the_same_content_have_the_same_components()
    {
        var project = Inspecting.Report(
            ("sfdx-project.json", "{}"),
            ("force-app/main/default/objects/Invoice__c/Invoice__c.object-meta.xml", PackageBytes.Xml("CustomObject", "<label>Invoice</label><sharingModel>Private</sharingModel>")),
            ("force-app/main/default/objects/Invoice__c/fields/Amount__c.field-meta.xml", PackageBytes.Xml("CustomField", "<fullName>Amount__c</fullName><type>Currency</type>")),
            ("force-app/main/default/permissionsets/Ops/Ops.permissionset-meta.xml", PackageBytes.Xml("PermissionSet", "<label>Ops</label>")),
            ("force-app/main/default/permissionsets/Ops/ModifyAllData.userPermission-meta.xml", PackageBytes.Xml("UserPermission", "<enabled>true</enabled><name>ModifyAllData</name>")));
        var package = Inspecting.Report(
            PackageBytes.Manifest(("CustomObject", ["Invoice__c"]), ("PermissionSet", ["Ops"])),
            ("objects/Invoice__c.object", PackageBytes.Xml("CustomObject", "<label>Invoice</label><sharingModel>Private</sharingModel><fields><fullName>Amount__c</fullName><type>Currency</type></fields>")),
            ("permissionsets/Ops.permissionset", PackageBytes.Xml("PermissionSet", "<label>Ops</label><userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions>")));
        Assert.Equal(PackageForm.SalesforceSource, project.Form);
        Assert.Equal(Inspecting.Components(package), Inspecting.Components(project));
        Assert.Equal(Inspecting.Findings(package), Inspecting.Findings(project));
        Assert.Contains("permission-modify-all-data", Inspecting.Findings(project));
    }

    [Fact]
    public void Against_a_baseline_components_are_added_changed_unchanged_or_deleted()
    {
        static (string, string)[] Package(string amount, params (string, string)[] more) =>
        [
            PackageBytes.Manifest(("CustomObject", ["Invoice__c"]), ("ApexClass", ["*"])),
            ("objects/Invoice__c.object", PackageBytes.Xml("CustomObject", $"<label>Invoice</label><fields><fullName>Amount__c</fullName><type>{amount}</type></fields>")),
            ("classes/A.cls", "public with sharing class A {}"),
            .. more,
        ];
        var before = Inspecting.Report(Package("Currency"));
        var report = Inspecting.Report(
            PackageBytes.Zip(Package("Number", ("classes/B.cls", "public with sharing class B {}"), ("destructiveChanges.xml", PackageBytes.Xml("Package", "<types><members>Old</members><name>ApexClass</name></types>")))),
            before.Facts);
        Assert.True(report.HasBaseline);
        ChangeKind Change(string key) => Assert.Single(report.Components, component => component.Key.ToString() == key).Change;
        Assert.Equal(ChangeKind.Changed, Change("CustomField:Invoice__c.Amount__c"));
        Assert.Equal(ChangeKind.Unchanged, Change("CustomObject:Invoice__c"));
        Assert.Equal(ChangeKind.Unchanged, Change("ApexClass:A"));
        Assert.Equal(ChangeKind.Added, Change("ApexClass:B"));
        Assert.Equal(ChangeKind.Deleted, Change("ApexClass:Old"));
    }

    [Fact]
    public void Manifest_and_content_must_speak_of_the_same()
    {
        var report = Inspecting.Report(
            PackageBytes.Manifest(("ApexClass", ["Named", "lower"]), ("Flow", ["*"]), ("NoSuchType", ["X"])),
            ("classes/Hidden.cls", "public with sharing class Hidden {}"),
            ("classes/Lower.cls", "public with sharing class Lower {}"));
        Assert.Equal(
        [
            "ApexClass:Hidden is in the package and package.xml does not name it",
            "ApexClass:Lower is named lower in package.xml line 2; write it the same way",
            "package.xml line 2 names ApexClass:Named, which the package does not have",
            "package.xml line 2 names the type NoSuchType, which is not known",
        ],
        report.Disagreements);
    }

    [Fact]
    public void Plain_archives_and_manifests_are_listed_through_the_same_interface()
    {
        var files = Inspecting.Report(("a/b.txt", "hello"), ("c.bin", "x"));
        Assert.Equal(PackageForm.Archive, files.Form);
        Assert.Equal(["File:a/b.txt", "File:c.bin"], Inspecting.Components(files));
        var outcome = PackageInspector.InspectZip(PackageBytes.Zip(("app.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n")), new InspectionOptions { Kubernetes = true });
        Assert.Equal(["ConfigMap:a", "Deployment:d"], Inspecting.Components(Assert.IsType<InspectionOutcome.Inspected>(outcome).Report));
    }
}
