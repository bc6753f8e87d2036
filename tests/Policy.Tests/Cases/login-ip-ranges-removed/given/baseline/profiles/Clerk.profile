<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
  <loginIpRanges>
    <startAddress>203.0.113.0</startAddress>
    <endAddress>203.0.113.255</endAddress>
  </loginIpRanges>
</Profile>
