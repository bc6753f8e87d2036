trigger T on Invoice__c (after insert) {
  insert new Invoice__Share(ParentId = Trigger.new[0].Id);
}
