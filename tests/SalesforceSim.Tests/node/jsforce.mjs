// Drives the org with jsforce: node jsforce.mjs ORG_URL CLIENT_ID KEY_FILE USERNAME PASSWORD PACKAGE_FOLDER
// NODE_PATH is not looked at by ECMAScript modules, so the clients' folder comes in SEGMENT_NODE_CLIENTS.
import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { zip, zipFolder } from './zip.mjs';

const require = createRequire(join(process.env.SEGMENT_NODE_CLIENTS, 'package.json'));
const { Connection, OAuth2 } = require('jsforce');
const [org, clientId, keyFile, username, password, folder] = process.argv.slice(2);
const version = '62.0';

function assertion() {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 120;
  const text = `${encode({ alg: 'RS256' })}.${encode({ iss: clientId, sub: username, aud: org, exp })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(readFileSync(keyFile)).toString('base64url')}`;
}

async function step(name, body) {
  await body();
  console.log(`ok ${name}`);
}

let connection;
await step('the JWT bearer flow gives a session', async () => {
  connection = new Connection({ oauth2: new OAuth2({ loginUrl: org, clientId }), instanceUrl: org, version });
  await connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion() });
  assert.equal((await connection.identity()).username, username);
});

await step('a refused assertion is an error with its name', async () => {
  const other = new Connection({ oauth2: new OAuth2({ loginUrl: org, clientId: 'another' }), instanceUrl: org, version });
  await assert.rejects(
    other.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' }),
    (e) => e.name === 'invalid_grant');
});

await step('records can be queried', async () => {
  const { records } = await connection.query('SELECT Id, Name, IsSandbox FROM Organization');
  assert.equal(records.length, 1);
  assert.equal(records[0].attributes.type, 'Organization');
  await assert.rejects(connection.query('SELECT Id FROM Nonsense__c'), (e) => e.name === 'INVALID_TYPE');
});

await step('metadata can be described', async () => {
  const { metadataObjects } = await connection.metadata.describe();
  const object = metadataObjects.find((m) => m.xmlName === 'CustomObject');
  assert.equal(object.directoryName, 'objects');
  assert.ok(object.childXmlNames.includes('CustomField'));
});

async function untilDone(id, rest) {
  for (;;) {
    const status = await connection.metadata.checkDeployStatus(id, true, rest);
    if (status.done) return status;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

await step('a validation by SOAP succeeds and changes nothing', async () => {
  const { id } = await connection.metadata.deploy(zipFolder(folder), { checkOnly: true, singlePackage: true, testLevel: 'RunLocalTests' });
  const status = await untilDone(id, false);
  assert.equal(status.status, 'Succeeded');
  assert.equal(status.success, true);
  assert.equal(status.numberTestErrors, 0);
  assert.ok(status.numberTestsTotal > 0);
  assert.equal((await connection.metadata.list([{ type: 'CustomObject' }])).length, 0);

  const quick = await connection.metadata.deployRecentValidation({ id, rest: true });
  assert.equal((await untilDone(quick, true)).status, 'Succeeded');
  assert.deepEqual((await connection.metadata.list([{ type: 'CustomObject' }])).map((o) => o.fullName).sort(), ['Invoice_Line__c', 'Invoice__c']);
});

await step('a deployment by REST reports each component', async () => {
  const { id } = await connection.metadata.deployRest(zipFolder(folder), { singlePackage: true, rollbackOnError: true });
  const status = await untilDone(id, true);
  assert.equal(status.status, 'Succeeded');
  const field = status.details.componentSuccesses.find((c) => c.fullName === 'Invoice__c.Amount__c');
  assert.equal(field.componentType, 'CustomField');
  assert.equal(field.changed, false);
});

await step('a component that does not fit fails the deployment', async () => {
  const files = [
    ['package.xml', Buffer.from('<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>Bad</members><name>PermissionSet</name></types><version>62.0</version></Package>')],
    ['permissionsets/Bad.permissionset', Buffer.from('<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><fieldPermissions><editable>true</editable><field>Invoice__c.Gone__c</field><readable>true</readable></fieldPermissions><label>Bad</label></PermissionSet>')],
  ];
  const { id } = await connection.metadata.deploy(zip(files), { singlePackage: true });
  const status = await untilDone(id, false);
  assert.equal(status.status, 'Failed');
  assert.equal(status.numberComponentErrors, 1);
  const failures = [status.details.componentFailures].flat();
  assert.match(failures[0].problem, /no CustomField named Invoice__c.Gone__c found/);
});

await step('a permission set is assigned, found and taken away', async () => {
  const user = (await connection.query(`SELECT Id FROM User WHERE Username = '${username}'`)).records[0];
  const set = (await connection.query("SELECT Id FROM PermissionSet WHERE Name = 'Revenue_Operations'")).records[0];
  const fields = { AssigneeId: user.Id, PermissionSetId: set.Id, ExpirationDate: '2099-01-01T00:00:00.000Z' };
  const created = await connection.sobject('PermissionSetAssignment').create(fields);
  assert.equal(created.success, true);
  await assert.rejects(connection.sobject('PermissionSetAssignment').create(fields), (e) => e.errorCode === 'DUPLICATE_VALUE');
  const query = "SELECT Id, Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Revenue_Operations'";
  assert.equal((await connection.query(query)).records[0].Assignee.Username, username);
  assert.equal((await connection.sobject('PermissionSetAssignment').destroy(created.id)).success, true);
  assert.equal((await connection.query(query)).totalSize, 0);
});

await step('the SOAP login takes the password and nothing else', async () => {
  const login = new Connection({ loginUrl: org, version });
  assert.ok((await login.login(username, password)).organizationId.startsWith('00D'));
  await assert.rejects(new Connection({ loginUrl: org, version }).login(username, 'wrong'), /INVALID_LOGIN/);
});

await step('a revoked session is over', async () => {
  await connection.logout();
  const ended = new Connection({ instanceUrl: org, accessToken: connection.accessToken ?? 'revoked', version });
  await assert.rejects(ended.query('SELECT Id FROM Organization'), (e) => e.errorCode === 'INVALID_SESSION_ID');
});
