use super::*;
#[test]
fn smoke() {
    for (fp, json) in own_schemas() {
        println!("{} {fp:016x}", dynamic::describe(json).unwrap().0);
    }
    let codec = Codec::single_object();
    let item = crate::WireItem::default();
    let bytes = codec.encode(&item).unwrap();
    println!("{}", bytes.len());
    assert_eq!(codec.decode::<crate::WireItem>(&bytes).unwrap(), item);
    println!("{}", codec.decode_dynamic(&bytes).unwrap().value);
    println!("{}", serde_json::to_string(&item).unwrap());
}
