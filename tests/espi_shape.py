"""The parts of Green Button that we write, in our own description: the order and kinds of elements.

Not the standard's own schema: of NAESB REQ.21 it has what stands in a feed of ours, and no more.
"""

from lxml import etree

_HEAD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
  targetNamespace="{target}" xmlns:t="{target}">"""
_ESPI = (
    _HEAD.format(target="http://naesb.org/espi")
    + """
<xs:complexType name="Period"><xs:sequence>
  <xs:element name="duration" type="xs:unsignedInt"/><xs:element name="start" type="xs:long"/>
</xs:sequence></xs:complexType>
<xs:element name="UsagePoint"><xs:complexType><xs:sequence><xs:element name="ServiceCategory">
  <xs:complexType><xs:sequence><xs:element name="kind" type="xs:unsignedShort"/></xs:sequence>
</xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
<xs:element name="MeterReading"><xs:complexType/></xs:element>
<xs:element name="ReadingType"><xs:complexType><xs:sequence>
  <xs:element name="accumulationBehaviour" type="xs:unsignedShort"/>
  <xs:element name="commodity" type="xs:unsignedShort"/>
  <xs:element name="dataQualifier" type="xs:unsignedShort"/>
  <xs:element name="flowDirection" type="xs:unsignedShort"/>
  <xs:element name="intervalLength" type="xs:unsignedInt"/>
  <xs:element name="kind" type="xs:unsignedShort"/>
  <xs:element name="powerOfTenMultiplier" type="xs:short"/>
  <xs:element name="timeAttribute" type="xs:unsignedShort"/>
  <xs:element name="uom" type="xs:unsignedShort"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="IntervalBlock"><xs:complexType><xs:sequence>
  <xs:element name="interval" type="t:Period"/>
  <xs:element name="IntervalReading" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="ReadingQuality" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="quality" type="xs:unsignedShort"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="timePeriod" type="t:Period"/>
    <xs:element name="value" type="xs:long" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
)
_ATOM = (
    _HEAD.format(target="http://www.w3.org/2005/Atom")
    + """
<xs:element name="feed"><xs:complexType><xs:sequence>
  <xs:element name="id" type="xs:anyURI"/><xs:element name="title" type="xs:string"/>
  <xs:element name="updated" type="xs:dateTime"/>
  <xs:element name="entry" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="id" type="xs:anyURI"/>
    <xs:element name="link" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="rel" use="required"/><xs:attribute name="href" type="xs:anyURI" use="required"/>
    </xs:complexType></xs:element>
    <xs:element name="title" type="xs:string"/>
    <xs:element name="content"><xs:complexType><xs:sequence>
      <xs:any namespace="http://naesb.org/espi" processContents="skip"/>
    </xs:sequence><xs:attribute name="type" fixed="application/xml" use="required"/></xs:complexType></xs:element>
    <xs:element name="published" type="xs:dateTime"/><xs:element name="updated" type="xs:dateTime"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
)


def list_faults(feed: bytes) -> list[str]:
    """Where a feed is not in the shape that is described here; nothing if it is."""
    root = etree.fromstring(feed)
    atom, espi = (etree.XMLSchema(etree.fromstring(each)) for each in (_ATOM, _ESPI))
    faults = [] if atom.validate(root) else [str(atom.error_log)]
    for content in root.iterfind(".//{*}content"):
        if not espi.validate(etree.ElementTree(content[0])):
            faults.append(str(espi.error_log))
    return faults
