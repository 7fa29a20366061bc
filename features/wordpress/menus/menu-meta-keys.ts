/** Meta keys of a menu's items. */
export const menuMetaKeys = [
  "_menu_item_type",
  "_menu_item_object",
  "_menu_item_object_id",
  "_menu_item_menu_item_parent",
  "_menu_item_url",
];
